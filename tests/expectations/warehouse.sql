-- A small candidate release in which every check passes.
CREATE SCHEMA raw; CREATE SCHEMA marts; CREATE SCHEMA meta; CREATE SCHEMA history;

CREATE TABLE meta.release AS SELECT '20201124T0200' AS release_id,
  TIMESTAMP '2020-11-24 02:00:00' AS created_at, 'live' AS profile, 'test' AS code_version,
  'candidate' AS verdict, '' AS reason, '' AS notice, NULL::VARCHAR AS run_id,
  NULL::VARCHAR AS accepted_release_id, NULL::VARCHAR AS accepted_by,
  NULL::VARCHAR AS accepted_reason, NULL::TIMESTAMP AS accepted_at;

CREATE TABLE meta.vintages AS
SELECT dataset_id, vintage_id, CAST(published_at AS DATE) AS published_at,
  false AS published_is_estimated,
  TIMESTAMP '2020-11-24 01:00:00' AS retrieved_at, sha256(vintage_id) AS sha256,
  'https://example.org/' || vintage_id AS url, vintage_id || '.csv' AS resource,
  NULL::VARCHAR AS etag, NULL::VARCHAR AS last_modified, NULL::VARCHAR AS publisher_version,
  licence, 1000::BIGINT AS bytes, 100::BIGINT AS "rows", '2017/2018,2018/2019,2019/2020' AS periods,
  origin
FROM (VALUES
  ('duo.vo_pupils', 'vo-1', '2019-03-01', 'CC0', 'backfill'),
  ('duo.vo_pupils', 'vo-2', '2020-03-01', 'CC0', 'download'),
  ('duo.vo_exam_candidates', 'ex-1', '2020-03-01', 'CC0', 'download'),
  ('cbs.85421NED', 'ho-1', '2020-10-01', 'CC BY 4.0', 'download'),
  ('cbs.85353NED', 'mbo-1', '2020-10-01', 'CC BY 4.0', 'download'),
  ('partners.jetnet_technet', 'jt-1', '2020-09-01', 'partner', 'delivery')
) AS given(dataset_id, vintage_id, published_at, licence, origin);

CREATE TABLE meta.datasets AS
SELECT dataset_id, split_part(dataset_id, '.', 1) AS source, title AS title_nl, title AS title_en,
  publisher, 'CC0' AS licence, publisher AS attribution, 'https://example.org' AS homepage,
  'yearly' AS frequency, 'in spring' AS schedule, 'fresh' AS freshness,
  TIMESTAMP '2020-11-24 01:00:00' AS checked_at, DATE '2020-03-01' AS published_at,
  268 AS age_days, 430 AS stale_after_days, '2019/2020' AS newest_period,
  '2019/2020' AS expected_period, DATE '2020-04-15' AS expected_by, 0 AS days_late, 100::BIGINT AS "rows", 1 AS vintages, '' AS note
FROM (VALUES
  ('duo.vo_pupils', 'Leerlingen vo', 'DUO'),
  ('duo.vo_exam_candidates', 'Examenkandidaten vo', 'DUO'),
  ('cbs.85421NED', 'Studenten ho', 'CBS'),
  ('cbs.85353NED', 'Mbo-studenten', 'CBS'),
  ('partners.jetnet_technet', 'Jet-Net & TechNet', 'Jet-Net & TechNet')
) AS given(dataset_id, title, publisher);

CREATE TABLE meta.vintage_periods AS
SELECT 'duo.ho_first_years' AS dataset_id, vintage_id, period, part, 'first_years' AS measure,
  given.rows::BIGINT AS row_count, given.rows - 500::BIGINT AS filled_rows,
  3200::BIGINT AS expected_rows, 15 AS tolerance_percent, suppressed::BIGINT AS suppressed_rows,
  low::BIGINT AS count_low, low + 3 * suppressed::BIGINT AS count_high, is_current
FROM (VALUES
  ('fy-1', '2018/2019', 'hbo / full', 3800, 0, 110304, false),
  ('fy-2', '2018/2019', 'hbo / full', 3810, 0, 110310, true),
  ('fy-2', '2019/2020', 'hbo / full', 3900, 20, 113422, true),
  ('fy-3', '2019/2020', 'wo / full', 3400, 0, 109833, true)
) AS given(vintage_id, period, part, rows, suppressed, low, is_current);

CREATE TABLE main.provinces AS
SELECT names[position + 1] AS name, position
FROM (SELECT ['Groningen', 'Fryslân', 'Drenthe', 'Overijssel', 'Flevoland', 'Gelderland', 'Utrecht',
  'Noord-Holland', 'Zuid-Holland', 'Zeeland', 'Noord-Brabant', 'Limburg'] AS names),
  range(12) AS positions(position);

CREATE TABLE raw.partner_figures AS
SELECT 'partners.jetnet_technet' AS dataset_id, figure_id, '2017/2018' AS period,
  'NL01' AS region_code, 'total' AS breakdown, value::DOUBLE AS value, 'count' AS unit,
  '' AS qualifier, 2 AS line, 'jt-1' AS vintage_id
FROM (VALUES ('jetnet_havo_vwo_schools', 182), ('jetnet_partners', 48), ('jetnet_companies', 95),
  ('jetnet_company_locations', 125), ('jetnet_activities', 600), ('technet_circles', 142),
  ('technet_primary_schools', 487), ('technet_vmbo_schools', 262), ('technet_rocs', 40),
  ('technet_companies', 2011), ('technet_activities', 1200)) AS given(figure_id, value);

CREATE TABLE meta.figures AS
SELECT 'partners.jetnet_technet' AS dataset_id, figure_id, 'jetnet_technet' AS partner_id,
  3 AS goal_no, unit, figure_id AS title_nl, figure_id AS title_en, 'school_year' AS period_type,
  'scholen' AS population_nl, 'havo' AS education, 'total' AS gender, 'observed' AS kind,
  false AS is_cumulative, false AS is_once, 3.0::DOUBLE AS factor
FROM raw.partner_figures;

CREATE TABLE meta.partner_regions AS
SELECT 'NL01' AS region_code, 'Nederland' AS region_name, 'country' AS region_level;

CREATE TABLE meta.deliveries AS
SELECT 'partners.jetnet_technet' AS dataset_id, 'jt-1' AS delivery_id,
  'jetnet_technet' AS partner_id, 0 AS partner_rank,
  TIMESTAMP '2020-11-24 01:00:00' AS received_at, 11 AS rows_accepted, 0 AS rows_refused;

CREATE TABLE marts.goals AS
SELECT CAST(i AS INTEGER) AS goal_no, 'kiezen' AS line, 'Doel ' || i AS name_nl,
  'Goal ' || i AS name_en
FROM range(1, 13) AS numbers(i);

CREATE TABLE marts.indicators AS
SELECT indicator_id, goal_no, 'kiezen' AS line, name AS name_nl, name AS name_en, 'definitie' AS definition_nl,
  'definition' AS definition_en, unit,
  'teller van ' || regexp_replace(indicator_id, '_(count|share)$', '') AS numerator_nl, 'noemer' AS denominator_nl,
  CAST(target AS DOUBLE) AS target_value, CASE WHEN target IS NOT NULL THEN '2020' END AS target_period,
  'official' AS basis, '1' AS definition_version, dataset AS datasets, NULL::VARCHAR AS break_period,
  NULL::VARCHAR AS break_nl, NULL::VARCHAR AS break_en
FROM (VALUES
  ('vmbo_bb_tech_count', 4, 'Vmbo-bb techniek', 'count', NULL, 'duo.vo_pupils'),
  ('vmbo_bb_tech_share', 4, 'Aandeel vmbo-bb techniek', 'percent', 30, 'duo.vo_pupils'),
  ('havo_n_profile_share', 5, 'Aandeel havo N-profiel', 'percent', 55, 'duo.vo_pupils'),
  ('hbo_tech_share', 7, 'Aandeel hbo techniek', 'percent', NULL, 'cbs.85421NED')
) AS given(indicator_id, goal_no, name, unit, target, dataset);

CREATE TABLE marts.indicator_values AS
WITH regions(region_level, region_code, region_name, size) AS (
  SELECT 'country', 'NL01', 'Nederland', 12000
  UNION ALL
  SELECT 'landsdeel', code, name, 2400 FROM (VALUES ('TP-N', 'Noord'), ('TP-O', 'Oost'),
    ('TP-NW', 'Noordwest'), ('TP-ZW', 'Zuidwest'), ('TP-ZO', 'Zuidoost')) AS given(code, name)
  UNION ALL
  SELECT 'province', 'PV' || (20 + position), name, 1000 FROM main.provinces
),
genders(gender, portion) AS (VALUES ('total', 1.0), ('male', 0.5), ('female', 0.5)),
periods(period, first_year) AS (VALUES ('2017/2018', 2017), ('2018/2019', 2018), ('2019/2020', 2019)),
levels(indicator_id, education_level) AS (VALUES ('vmbo_bb_tech_count', 'vmbo-bb'),
  ('vmbo_bb_tech_share', 'vmbo-bb'), ('havo_n_profile_share', 'havo'), ('hbo_tech_share', 'hbo')),
counted AS (
  SELECT *, CAST(size * portion AS BIGINT) AS whole,
    CAST(size * portion * (0.24 + (first_year - 2017) / 100.0) AS BIGINT) AS part,
    indicator_id LIKE 'vmbo%' AND region_level = 'province' AND gender = 'female' AS hidden
  FROM regions, genders, periods, levels
)
SELECT indicator_id, period, make_date(first_year, 10, 1) AS period_start,
  'school_year' AS period_type, region_level, region_code, region_name, gender, education_level,
  CAST(part AS DOUBLE) AS numerator, CAST(whole AS DOUBLE) AS denominator,
  CASE WHEN indicator_id LIKE '%share' THEN 100.0 * part / whole ELSE part END::DOUBLE AS value,
  CASE WHEN indicator_id LIKE '%share' THEN 100.0 * part / whole ELSE part END::DOUBLE
    - hidden::INTEGER AS value_low,
  CASE WHEN indicator_id LIKE '%share' THEN 100.0 * part / whole ELSE part END::DOUBLE
    + hidden::INTEGER AS value_high,
  hidden AS is_estimate, CASE first_year WHEN 2019 THEN 'provisional' ELSE 'definitive' END AS status,
  '1' AS definition_version, 'official' AS basis,
  CASE WHEN indicator_id LIKE 'hbo%' THEN 'cbs.85421NED' ELSE 'duo.vo_pupils' END AS dataset_id,
  CASE WHEN indicator_id LIKE 'hbo%' THEN 'ho-1' ELSE 'vo-2' END AS vintage_id
FROM counted;

CREATE TABLE marts.progress AS
SELECT indicators.goal_no, indicator_id, name_nl, name_en, region_level, region_code, region_name,
  gender, education_level, unit, period, value, value_low, value_high, is_estimate, status,
  figures.basis, figures.definition_version, target_value, target_period,
  target_value - value AS distance, 1.0::DOUBLE AS trend_per_year, 3::BIGINT AS trend_periods,
  CASE WHEN target_value IS NOT NULL THEN '2023/2024' END AS reached, '2017/2018' AS report_period,
  NULL::DOUBLE AS report_value, NULL::DOUBLE AS value_then, NULL::DOUBLE AS change_since_report,
  NULL::BOOLEAN AS is_comparable_with_report, figures.dataset_id, figures.vintage_id,
  vintages.url AS source_url, vintages.sha256 AS source_sha256, vintages.retrieved_at
FROM marts.indicator_values AS figures
JOIN marts.indicators AS indicators USING (indicator_id)
JOIN meta.vintages AS vintages USING (dataset_id, vintage_id)
WHERE period = '2019/2020';

CREATE TABLE marts.indicator_changes AS
SELECT indicator_id, period, lag(period) OVER series AS previous_period, region_level, region_code,
  region_name, gender, education_level, value, lag(value) OVER series AS previous_value,
  true AS is_comparable, value - lag(value) OVER series AS change, NULL::DOUBLE AS change_low,
  NULL::DOUBLE AS change_high, NULL::DOUBLE AS change_percent, NULL::VARCHAR AS break_nl,
  NULL::VARCHAR AS break_en
FROM marts.indicator_values
WINDOW series AS (PARTITION BY indicator_id, region_code, gender, education_level ORDER BY period)
QUALIFY previous_period IS NOT NULL;

CREATE TABLE marts.partner_figures AS
SELECT 'jetnet_technet' AS partner_id, figure_id, 3 AS goal_no, period, region_code,
  'Nederland' AS region_name, 'country' AS region_level, breakdown, 'total' AS gender, value, unit,
  qualifier, true AS is_leading, dataset_id, vintage_id AS delivery_id
FROM raw.partner_figures;

CREATE TABLE marts.reconciliation AS
SELECT reference_id, 'published_figures' AS collection, indicator_id, indicator_id AS our_indicator_id,
  '2017/2018' AS period, 'country' AS region_level,
  'Nederland' AS region_name, 'total' AS gender, education_level, 'percent' AS unit, published::DOUBLE AS published,
  computed::DOUBLE AS computed, (computed - published)::DOUBLE AS difference,
  '1' AS definition_version, verdict, NULL::BOOLEAN AS difference_is_known, explanation
FROM (VALUES
  ('r1', 'vmbo_bb_tech_share', 'vmbo-bb', 24.0, 24.0, 'agrees', ''),
  ('r2', 'hbo_tech_share', 'hbo', 25.0, 24.0, 'not_comparable', 'andere lijst van opleidingen'),
  ('r3', 'wo_tech_share', 'wo', 36.0, NULL, 'not_computed', 'dataset ontbreekt')
) AS given(reference_id, indicator_id, education_level, published, computed, verdict, explanation);

CREATE TABLE history.indicator_history AS
SELECT * EXCLUDE (basis), TIMESTAMP '2020-11-23 02:00:00' AS known_from, NULL::TIMESTAMP AS known_to
FROM marts.indicator_values;
