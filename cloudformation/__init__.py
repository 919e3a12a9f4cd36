"""The store on AWS, as CloudFormation templates; nothing here speaks to AWS."""
