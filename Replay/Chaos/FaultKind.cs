namespace DbPerService.Replay.Chaos;

enum FaultKind
{
    /// <summary><c>kill -9</c> of an instance of a service.</summary>
    Kill,

    /// <summary>SIGSTOP of an instance, and SIGCONT at the end.</summary>
    Freeze,

    /// <summary>SIGSTOP of all processes of a database server, and SIGCONT at the end.</summary>
    FreezeDatabase,

    /// <summary>SIGSTOP of the broker, and SIGCONT at the end.</summary>
    FreezeBroker,

    /// <summary>A link closes every connection and refuses new ones.</summary>
    Cut,

    /// <summary>A link resets every connection, once.</summary>
    Reset,

    /// <summary>A link delays all data.</summary>
    Delay,

    /// <summary>A link forwards only some bytes per second.</summary>
    Throttle,

    /// <summary>Data in one direction of a link vanishes while connections stay open.</summary>
    HalfOpen,

    /// <summary><c>kill -9</c> of the broker, which comes back empty.</summary>
    LoseBroker,

    /// <summary>The replication slot that a relay reads is dropped.</summary>
    DropSlot,

    /// <summary>An instance is restarted with a wrong clock, and at the end with the right one.</summary>
    ClockJump,

    /// <summary><c>kill -9</c> of everything at the same moment.</summary>
    PowerCut,
}
