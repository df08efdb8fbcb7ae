"""What is done with rounds: planning, drawing, beginning, visiting, handing findings on, ending."""

from yiben.inspections.actions.correcting import correct_visit as correct_visit
from yiben.inspections.actions.planning import RoundPlan as RoundPlan
from yiben.inspections.actions.planning import Sampling as Sampling
from yiben.inspections.actions.planning import add_unit as add_unit
from yiben.inspections.actions.planning import change_round as change_round
from yiben.inspections.actions.planning import close_round as close_round
from yiben.inspections.actions.planning import draw_sample as draw_sample
from yiben.inspections.actions.planning import drop_round as drop_round
from yiben.inspections.actions.planning import open_round as open_round
from yiben.inspections.actions.planning import plan_round as plan_round
from yiben.inspections.actions.visiting import Seen as Seen
from yiben.inspections.actions.visiting import hand_on as hand_on
from yiben.inspections.actions.visiting import record_visit as record_visit
from yiben.inspections.actions.visiting import visit_again as visit_again
