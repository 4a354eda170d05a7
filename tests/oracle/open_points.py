"""Where the words of the rules leave something open: the point, the reading taken here, the reason."""

OPEN_POINTS: list[tuple[str, str, str]] = [
    (
        "Two rows of one organisation on one day, one with yes and one with an empty cell",
        "The cell that says something holds; only if all its rows are empty is the answer worked out",
        "An empty cell says nothing, so there is nothing to weigh against the other",
    ),
    (
        "Two rows of one organisation on one day, one with yes and one with no",
        "Unknown, and not worked out from other tables either",
        "Both were stated; taking one would be choosing for the person who has to answer",
    ),
    (
        "Whose rows speak of a participant that has other roles too",
        "Only the rows that make it a participant (role enterprise, unless the reading is all)",
        "The columns describe a membership, and the rule asks about that membership",
    ),
    (
        "A row of an organisation to itself, and no other row that names it",
        "Its sales and purchases are known (and 0); the amount itself is left out",
        "The words are: at least one row names it as supplier (buyer)",
    ),
    (
        "A cluster with one participant whose sales are missing: no other participant could buy",
        "Missing as for anyone else, so a share or a link is unknown",
        "The text says when sales are missing, by organisation; nothing is concluded from a small group",
    ),
    (
        "purchases_complete is yes, but no row of the year names the buyer",
        "Purchases are unknown, not 0",
        "With no row they are missing, and missing is never zero",
    ),
    (
        "An aggregate whose outputs (purchases) are all known to be 0, in a group that is not empty",
        "The verdict follows from Σ(x − t·y) = 0: met, with value null",
        "The formula is given for every share, and only an empty group is excepted from it",
    ),
    (
        "The limit of 30 % when everyone was left out because there is nothing to divide",
        "The group of that fraction is empty: not_met with value null",
        "Left out on both sides of the fraction leaves nobody, and a part over nobody is not met",
    ),
    (
        "A group that may turn out empty because the group of all its members is unknown",
        "The empty group counts as one possible outcome, not_met; the sums are taken over groups not empty",
        "The sum over nobody is 0 and would say yes, but an empty group is not met by its own sentence",
    ),
    (
        "Inside sales known above 0 where the output is stated as 0",
        "The amount stays in Σx as it stands; the participant's own share is null and its rule is met",
        "Supply above output is a warning that stops nothing; nothing is clipped",
    ),
    (
        "Output (or makes final products) by a row of outputs without amount and quantity, or with 0",
        "A row with 0 is no output, a row without any figure may be one: then the answer is unknown",
        "A 0 states that nothing was made; an empty cell states nothing",
    ),
    (
        "not_yet_producing where some outputs have an amount and one has none",
        "Unknown",
        "The output of the year is unknown by its own description where one of its rows has no amount",
    ),
    (
        "Which report says that a flow exists, for exports, uses_cluster_inputs and links",
        "The report of whoever is asked about first: the supplier's for what it sells, else the buyer's",
        "Each answers for its own books first; an amount of 0 is no flow",
    ),
    (
        "Size of an organisation empty, thresholds of wages given by size (or region, or activity)",
        "A row that names a size matches only an organisation that states it; an empty cell still matches",
        "Only an empty cell of the threshold is said to match all",
    ),
    (
        "Jobs missing, wage known",
        "Below the threshold: 0 high-productivity jobs of an unknown number; at it: both unknown",
        "None are counted below the threshold whatever their number",
    ),
    (
        "Level of an educational organisation, in innovation.composition too",
        "An empty level is unknown in both editions",
        "The sentence on how education is counted makes no difference between the editions",
    ),
    (
        "A project without any row of project_participants while the table has rows of others",
        "It has no participants and does not count; with the table absent the project is unknown",
        "Only an absent table is said to make an answer unknown; the initiator counts if it is listed",
    ),
    (
        "innovation.core_projects: must the project run on the day",
        "No, every project of kind core counts",
        "The rule on joint projects says so, this one does not",
    ),
    (
        "No regions known of the cluster, regional_commitment",
        "A document about all regions answers; without one the verdict is unknown",
        "Whatever the regions are, such a document speaks of them; a commitment by nobody is not one",
    ),
    (
        "A region with targets and with a document that denies the commitment",
        "Met",
        "One row that confirms outweighs one that does not, and rows of targets stand beside documents",
    ),
    (
        "No rows for this cluster in a table that has rows of other clusters (regions, projects)",
        "None: a count of 0, an empty group",
        "Only an absent table is said to make an answer unknown",
    ),
    (
        "Value of a count whose table is absent",
        "0 with verdict unknown",
        "The value of a count is the known yes, and there is none",
    ),
    (
        "Value of a participant's links where its sales or purchases are missing",
        "The number of partners known",
        "The value of a count is the known yes",
    ),
    (
        "Members of a group where it is unknown whether the participant belongs to it",
        "Listed, with the verdict of the own share; for rules on each, a sure failure becomes unknown",
        "For whoever is outside the group the rule is met, so Kleene's tables give unknown",
    ),
    (
        "Verdict of a member with nothing to divide",
        "met with value null",
        "As for a rule on each",
    ),
    (
        "Threshold of functional_dependence (2023) where the share of preferential territories is unknown",
        "0.20 if met, 0.10 if not_met, null if unknown; a member's verdict is unknown where the two differ",
        "What reaches the higher threshold reaches both, what fails the lower one fails both",
    ),
    (
        "Which members cooperation lists when neither side is met and no share is known, or both are equal",
        "Those of the supply side",
        "Supply first, as for two sides that are met",
    ),
    (
        "industrial.high_productivity_jobs speaks of enterprises, the reading may be participants: all",
        "All participants of the reading",
        "The editions use enterprise for participant throughout; half a reading would mix",
    ),
]
