"""The whole store on one machine, from a package manager alone."""
