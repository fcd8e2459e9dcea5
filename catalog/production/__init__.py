"""How a language version is made: uploads, inspection, transcoding, approval."""
