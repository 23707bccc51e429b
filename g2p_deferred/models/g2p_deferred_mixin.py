from odoo import models


class G2PDeferredMixin(models.AbstractModel):
    """Work that takes longer than a request: its records run a method after the commit."""

    _name = "g2p.deferred.mixin"
    _description = "Deferred Work Mixin"

    def _defer(self, method, at=None):
        """Run a method of these records after the commit, some of them in each transaction.

        Only ids are queued. Record and method are the identity of the work: queued twice before it
        begins, it is done once, at the earlier time; queued while it runs, it is done again, since
        the first run may not have seen what changed. Costs two statements, however many records
        there are; jobs of `queue_job` cost some more.

        :param str method: a method marked as `deferrable`
        :param datetime at: not before (UTC); empty: as soon as possible
        :raise TypeError: the method is not marked
        """
        self.env["g2p.deferred"]._queue(self, method, at=at)
