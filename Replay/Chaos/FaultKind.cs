namespace DbPerService.Replay.Chaos;

internal enum FaultKind
{
    /// <summary><c>kill -9</c> of an instance of a service.</summary>
    Kill,

    /// <summary>SIGSTOP of an instance, and SIGCONT at the end.</summary>
    Freeze,

    /// <summary>The same of all of a database server's processes.</summary>
    FreezeDatabase,

    /// <summary>The same of the broker.</summary>
    FreezeBroker,

    /// <summary>A link closes every connection and refuses new ones.</summary>
    Cut,

    /// <summary>A link resets every connection, once.</summary>
    Reset,

    /// <summary>A link holds everything back for a while.</summary>
    Delay,

    /// <summary>A link passes on few bytes a second.</summary>
    Throttle,

    /// <summary>What goes in one direction of a link vanishes, while connections stay open.</summary>
    HalfOpen,

    /// <summary><c>kill -9</c> of the broker, which comes back empty.</summary>
    LoseBroker,

    /// <summary>The replication slot that a database's relay reads is dropped.</summary>
    DropSlot,

    /// <summary>An instance is restarted with a wrong clock, and at the end with the right one.</summary>
    ClockJump,

    /// <summary><c>kill -9</c> of everything at the same moment.</summary>
    PowerCut,
}
