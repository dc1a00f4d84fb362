"""Forms of development."""

from datetime import datetime, time

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from development.rules.courses import NewCourse, NewSession
from development.rules.pages import LONGEST_SLUG, LONGEST_TITLE, SLUG, PageDraft
from development.rules.words import PageKind, Skill
from foundation.clock import CHINA
from registry.rules.causes import Cause
from web.forms import EnumField, FilterForm, Form

LONGEST_BODY = 40_000


class CourseFilterForm(FilterForm):
    skill = EnumField(_l("Skill"), [Optional()], words=Skill, blank=_l("All"))


class PageFilterForm(FilterForm):
    kind = EnumField(_l("Kind"), [Optional()], words=PageKind, blank=_l("All"))


class CourseForm(Form):
    title_zh = StringField(_l("Title in Chinese"), [InputRequired(), Length(max=120)])
    title_en = StringField(_l("Title in English"), [InputRequired(), Length(max=120)])
    skill = EnumField(_l("Skill"), [InputRequired()], words=Skill)
    causes = SelectMultipleField(
        _l("Causes of risk that it answers"),
        [InputRequired()],
        coerce=Cause,
        choices=[],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    region = SelectField(_l("Offered in"), [InputRequired()])
    organisation_id = SelectField(_l("Taught by"), [InputRequired()], coerce=int)

    def course(self) -> NewCourse:
        """Return the course that the form says."""
        return NewCourse(
            title_en=self.title_en.data,
            title_zh=self.title_zh.data,
            skill=self.skill.data,
            causes=frozenset(self.causes.data),
            region_path=self.region.data,
            organisation_id=self.organisation_id.data,
        )


class SessionForm(Form):
    held_on = DateField(_l("Day"), [InputRequired()])
    begins = TimeField(_l("Begins at"), [InputRequired()], default=time(9))
    place = StringField(_l("Place"), [InputRequired(), Length(max=160)])
    capacity = IntegerField(_l("Places"), [InputRequired()], default=20)
    trainer_user_id = SelectField(_l("Led by"), [InputRequired()], coerce=int)

    def session(self, course_id: int) -> NewSession:
        """Return the session that the form says."""
        starts_at = datetime.combine(self.held_on.data, self.begins.data, CHINA)
        return NewSession(course_id, starts_at, self.place.data, self.trainer_user_id.data, self.capacity.data)


class EnrolForm(Form):
    session_id = SelectField(_l("Session"), [InputRequired()], coerce=int)
    person_id = SelectField(_l("Who takes part"), [InputRequired()], coerce=int)


class PageForm(Form):
    kind = EnumField(_l("Kind"), [InputRequired()], words=PageKind)
    slug = StringField(
        _l("Address"),
        [InputRequired(), Length(max=LONGEST_SLUG), Regexp(SLUG, message=_l("Small letters, digits and hyphens."))],
        description=_l("The last part of the page’s address: small letters, digits and hyphens."),
    )
    title_zh = StringField(_l("Title in Chinese"), [InputRequired(), Length(max=LONGEST_TITLE)])
    body_zh = TextAreaField(
        _l("Text in Chinese"),
        [InputRequired(), Length(max=LONGEST_BODY)],
        description=_l("A blank line begins a paragraph. Simple HTML is kept: headings, lists, links."),
        render_kw={"rows": 10},
    )
    title_en = StringField(_l("Title in English"), [InputRequired(), Length(max=LONGEST_TITLE)])
    body_en = TextAreaField(_l("Text in English"), [InputRequired(), Length(max=LONGEST_BODY)], render_kw={"rows": 10})
    household_code = StringField(
        _l("Whose story it is"),
        [Optional(), Length(max=40)],
        description=_l(
            "The household’s code, for a story only. Readers never see it, and the page is shown only while the "
            "household’s consent to publication is in force."
        ),
    )

    def draft(self, household_id: int | None) -> PageDraft:
        """Return the page that the form says."""
        return PageDraft(
            slug=self.slug.data,
            kind=self.kind.data,
            title_en=self.title_en.data,
            title_zh=self.title_zh.data,
            body_en=self.body_en.data,
            body_zh=self.body_zh.data,
            household_id=household_id,
        )
