"""The cards K01 to K21, one file a family. A card reads like its row in pathway 3.4."""
