"""What a release is made of: wheels, the front's build, certificates, in one bundle."""
