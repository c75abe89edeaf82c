"""The file that a partner fills in, made from the contract: a workbook, or a bare CSV.

Every cell of the workbook holds text, for Excel makes dates of periods (`2018-03`) and of numbers
with a point (`16.2`); what is typed is then what is read.
"""

from sources.partners.template.saving import write_template
from sources.partners.template.texts import Language
from sources.partners.template.wording import deadline_words

__all__ = ["Language", "deadline_words", "write_template"]
