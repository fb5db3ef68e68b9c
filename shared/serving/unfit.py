"""Why a model can't serve, told to whoever can mend it. Apart from the rest, so that the command line loads no HTTP."""


class Unfit(RuntimeError):
    """A model that can't serve here, for a reason that can be mended: its text says how, and is shown to callers."""
