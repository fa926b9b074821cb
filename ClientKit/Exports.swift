// One import is enough: what ClientKit's signatures speak of comes with it.
@_exported public import EventLoop
@_exported public import Market
@_exported public import Measures
@_exported public import Records
@_exported public import Wire
