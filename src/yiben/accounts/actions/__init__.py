"""What is done with accounts, posts, views and keys."""

from yiben.accounts.actions.keys import LONGEST as LONGEST
from yiben.accounts.actions.keys import MOST_A_MINUTE as MOST_A_MINUTE
from yiben.accounts.actions.keys import make_token as make_token
from yiben.accounts.actions.keys import use_token as use_token
from yiben.accounts.actions.keys import withdraw_token as withdraw_token
from yiben.accounts.actions.people import close_account as close_account
from yiben.accounts.actions.people import first_password as first_password
from yiben.accounts.actions.people import give_account as give_account
from yiben.accounts.actions.people import note_sign_in as note_sign_in
from yiben.accounts.actions.people import open_account as open_account
from yiben.accounts.actions.people import password_chosen as password_chosen
from yiben.accounts.actions.people import rename_account as rename_account
from yiben.accounts.actions.people import renew_password as renew_password
from yiben.accounts.actions.people import reopen_account as reopen_account
from yiben.accounts.actions.posts import MOST_ACTING_DAYS as MOST_ACTING_DAYS
from yiben.accounts.actions.posts import appoint as appoint
from yiben.accounts.actions.posts import close_post as close_post
from yiben.accounts.actions.posts import end_acting as end_acting
from yiben.accounts.actions.posts import hand_over as hand_over
from yiben.accounts.actions.posts import let_act as let_act
from yiben.accounts.actions.posts import open_post as open_post
from yiben.accounts.actions.posts import refresh_grants as refresh_grants
from yiben.accounts.actions.posts import relieve as relieve
from yiben.accounts.actions.views import MOST_VIEWS as MOST_VIEWS
from yiben.accounts.actions.views import drop_view as drop_view
from yiben.accounts.actions.views import keep_view as keep_view
