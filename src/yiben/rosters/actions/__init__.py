"""What is done with rosters: who serves, drawing and publishing, swaps, handing over."""

from yiben.rosters.actions.drawing import Asked as Asked
from yiben.rosters.actions.drawing import change_duty as change_duty
from yiben.rosters.actions.drawing import draw_rota as draw_rota
from yiben.rosters.actions.drawing import publish_rota as publish_rota
from yiben.rosters.actions.drawing import withdraw_rota as withdraw_rota
from yiben.rosters.actions.handing import change_desk as change_desk
from yiben.rosters.actions.handing import hand_over as hand_over
from yiben.rosters.actions.handing import receive as receive
from yiben.rosters.actions.serving import add_server as add_server
from yiben.rosters.actions.serving import end_server as end_server
from yiben.rosters.actions.serving import note_absence as note_absence
from yiben.rosters.actions.serving import withdraw_absence as withdraw_absence
from yiben.rosters.actions.swapping import answer_swap as answer_swap
from yiben.rosters.actions.swapping import ask_swap as ask_swap
from yiben.rosters.actions.swapping import withdraw_swap as withdraw_swap
