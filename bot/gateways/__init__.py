"""Rails of money: how a provider is asked to pay back, and for what else it can be asked."""
