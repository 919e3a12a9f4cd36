"""The store on AWS: templates, releases, and the commands that deploy them."""
