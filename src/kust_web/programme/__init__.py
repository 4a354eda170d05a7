"""The programme of a cluster: what is lacking, who does what by when, who agrees, what was published."""
