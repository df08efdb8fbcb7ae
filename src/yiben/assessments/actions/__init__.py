"""What is done with checklists and assessments."""

from yiben.assessments.actions.ticking import Proof as Proof
from yiben.assessments.actions.ticking import take_bundle as take_bundle
from yiben.assessments.actions.ticking import tick_standard as tick_standard
from yiben.assessments.actions.ticking import untick_standard as untick_standard
