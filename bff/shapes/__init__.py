"""What the REST API takes and answers; code and contract both come from these structs."""
