"""Fitting what chooses between drafts: the model of sentence order, and the weights of all the evidence.

Neither looks at a document of the dev sets. Every tenth training document is kept from the model of sentence
order, and the weights are fitted on those.
"""
