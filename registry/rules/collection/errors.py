"""What can go wrong in field collection, in sentences for the officer and for the person who holds the device."""

from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from foundation.wording import mark


class FormNotFound(NotFound):
    message = mark("There is no such form, or it belongs to another area.")


class FormVersionNotFound(NotFound):
    message = mark(
        "Version “%(version)s” of the form “%(form)s” is not known here. Get the form again and fill it in anew."
    )


class FormNotTaken(Forbidden):
    message = mark("The form “%(form)s” is closed and takes no more submissions. Ask your office.")


class FormNotForDevice(Forbidden):
    message = mark("This device may not send the form “%(form)s”. Ask your office.")


class FormStateRefused(Conflict):
    message = mark("The form is in this state already.")


class VersionTaken(Conflict):
    message = mark(
        "Version “%(version)s” of this form is published already and never changes. Raise “version” on the sheet "
        "“settings” and publish again."
    )


class FormIdTaken(Conflict):
    message = mark(
        "Another form has the form_id “%(form)s”. To publish a new version of it, use that form’s page; for a new "
        "form, change “form_id” on the sheet “settings”."
    )


class FormIdDiffers(Invalid):
    message = mark(
        "The spreadsheet has the form_id “%(found)s”, this form is “%(wanted)s”. Correct “form_id” on the sheet "
        "“settings”."
    )


class WorkbookRefused(Invalid):
    """The spreadsheet cannot be made a form; the sentence says why and where."""

    message = mark("The spreadsheet could not be made a form: %(problem)s")


class MediaMissing(Invalid):
    message = mark("The form uses files that were not uploaded with it: %(names)s. Choose them beside the spreadsheet.")


class DeviceNotFound(NotFound):
    message = mark("There is no such device, or it belongs to another area.")


class DeviceNameTaken(Conflict):
    message = mark("There is a device named “%(name)s” already. Choose another name.")


class DeviceAreaTooLarge(Invalid):
    message = mark(
        "There are %(count)s households in this area, more than a phone can carry (%(limit)s). Choose a township or a "
        "village."
    )


class DeviceOutsideArea(Forbidden):
    message = mark("This area is not yours. Choose one inside your own area.")


class DeviceUnknown(Invalid):
    """One sentence for every reason, so that nobody learns which devices exist."""

    message = mark("The name or the token of this device is not right. Ask your office for a new code.")


class DeviceRevoked(Forbidden):
    """`language`: the device's, in which it is told."""

    message = mark("This device was withdrawn. Ask your office for a new code; what is on the device stays there.")

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language


class SubmissionNotFound(NotFound):
    message = mark("There is no such submission, or it belongs to another area.")


class SubmissionBroken(Invalid):
    """What was sent is no whole submission; nothing of it was kept."""

    message = mark(
        "The submission did not arrive whole. Nothing was kept; send it again when the connection is better."
    )


class SubmissionTooLarge(Invalid):
    message = mark("The submission is larger than %(limit)s MB. Nothing was kept; take smaller photos.")


class SubmissionUnreadable(Invalid):
    message = mark("The submission is no form that can be read here: %(problem)s. Nothing was kept.")


class SubmissionMoved(Conflict):
    message = mark("The submission is “%(state)s” by now, so this can no longer be done.")


class DisputeChanged(Conflict):
    message = mark("Something changed since you opened this page. Look at both sides again and decide anew.")


class DisputeUndecided(Invalid):
    message = mark("Choose a side in every row: %(count)s are still open.")
