"""The settings of one store on AWS: their types, defaults, sizes and validation."""
