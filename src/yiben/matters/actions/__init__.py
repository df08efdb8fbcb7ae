"""What is done with matters: taking them in, their steps, links for those without an account, other systems' exports."""

from yiben.matters.actions.importing import TakenOrders as TakenOrders
from yiben.matters.actions.importing import import_orders as import_orders
from yiben.matters.actions.linking import make_handler_link as make_handler_link
from yiben.matters.actions.linking import step_by_link as step_by_link
from yiben.matters.actions.linking import withdraw_link as withdraw_link
from yiben.matters.actions.registering import Brought as Brought
from yiben.matters.actions.registering import erase_requester as erase_requester
from yiben.matters.actions.registering import register_matter as register_matter
from yiben.matters.actions.residents import Reported as Reported
from yiben.matters.actions.residents import add_by_resident as add_by_resident
from yiben.matters.actions.residents import change_desk as change_desk
from yiben.matters.actions.residents import rate_by_resident as rate_by_resident
from yiben.matters.actions.residents import report_by_resident as report_by_resident
from yiben.matters.actions.returning import hand_out_sheet as hand_out_sheet
from yiben.matters.actions.returning import put_sheet_aside as put_sheet_aside
from yiben.matters.actions.returning import take_in_sheet as take_in_sheet
from yiben.matters.actions.returning import take_sheet as take_sheet
from yiben.matters.actions.stepping import Said as Said
from yiben.matters.actions.stepping import take_step as take_step
