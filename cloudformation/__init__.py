"""The store on AWS: CloudFormation templates, releases, and the commands that deploy them."""
