{{ cbs_leavers('85776NED') }}
