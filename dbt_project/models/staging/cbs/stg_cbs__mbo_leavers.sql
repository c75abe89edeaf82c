{{ cbs_leavers('85696NED') }}
