"""What is done with checklists and assessments."""

from yiben.assessments.actions.planning import AssessmentPlan as AssessmentPlan
from yiben.assessments.actions.planning import begin_assessment as begin_assessment
from yiben.assessments.actions.planning import change_assessment as change_assessment
from yiben.assessments.actions.planning import drop_assessment as drop_assessment
from yiben.assessments.actions.planning import open_assessment as open_assessment
from yiben.assessments.actions.publishing import Decision as Decision
from yiben.assessments.actions.publishing import accept_result as accept_result
from yiben.assessments.actions.publishing import appeal as appeal
from yiben.assessments.actions.publishing import decide_appeal as decide_appeal
from yiben.assessments.actions.publishing import finish_assessment as finish_assessment
from yiben.assessments.actions.publishing import publish_draft as publish_draft
from yiben.assessments.actions.scoring import judge_unit as judge_unit
from yiben.assessments.actions.scoring import review_unit as review_unit
from yiben.assessments.actions.scoring import score_self as score_self
from yiben.assessments.actions.ticking import Proof as Proof
from yiben.assessments.actions.ticking import take_bundle as take_bundle
from yiben.assessments.actions.ticking import tick_standard as tick_standard
from yiben.assessments.actions.ticking import untick_standard as untick_standard
