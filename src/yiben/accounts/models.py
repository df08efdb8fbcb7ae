"""People who sign in, the posts they hold, and what a post may do.

Work, drafts and permissions belong to posts; a person holds posts for a time and switches between them.
"""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models

from yiben.units.models import Tree, Unit, new_uid


class User(AbstractUser):
    """A person who signs in. ``uid`` is random: entries name it, so a body holds no name."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    name = models.CharField(max_length=64)
    must_change_password = models.BooleanField(default=False)
    """The password was given by an administrator: whoever signs in with it chooses another one first."""

    def __str__(self) -> str:
        return self.name or self.username


class Post(models.Model):
    """A person's role in a unit. ``role`` is the id of a role that a pack declares."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=32)
    title = models.CharField(max_length=64)
    from_day = models.DateField()
    to_day = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.unit.short_name}·{self.title}"


class Appointment(models.Model):
    """Who holds a post, and when. ``ended_at``: it ended at that minute, whatever its days say (handed over). ``is_acting``:
    for a time, while whoever holds it is away (代理)."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="appointments")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="appointments")
    from_day = models.DateField()
    to_day = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    is_acting = models.BooleanField(default=False)

    class Meta:
        ordering = ["from_day", "pk"]


class Grant(models.Model):
    """A post may do ``verb`` for the units of ``unit``'s subtree in ``tree`` (or for ``unit`` alone), in the lines of
    work of ``pack`` (``*`` = all), up to a sensitivity (0 ordinary, 1 personal, 2 sensitive personal)."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="grants")
    verb = models.CharField(max_length=32)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    below = models.BooleanField(default=False)
    tree = models.ForeignKey(Tree, on_delete=models.PROTECT)
    pack = models.CharField(max_length=32, default="*")
    sensitivity = models.PositiveSmallIntegerField(default=0)
    from_day = models.DateField()
    to_day = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["post", "verb"])]


class SavedView(models.Model):
    """A list narrowed and sorted in a way that a post has given a name. ``page`` is the path of the list, ``query``
    what its address says. A view is a way of looking: it grants nothing."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="views")
    page = models.CharField(max_length=128)
    name = models.CharField(max_length=20)
    query = models.CharField(max_length=500)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["post", "page", "name"], name="accounts_savedview_once")]


class Token(models.Model):
    """A key with which a device or another system records on behalf of a post, through ``/api/``.

    Only the digest of the key is kept. It serves the ``books`` named (none: all) for ``unit`` and what stands below it,
    within what the post itself may do, until ``expires_on`` or until it is withdrawn. ``minute`` and ``used`` count the
    requests of the current minute.
    """

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    books = models.JSONField(default=list)
    expires_on = models.DateField()
    made_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    minute = models.BigIntegerField(default=0)
    used = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
