namespace DbPerService.Messaging;

/// <summary>Why a message is a dead letter. Stores contain these names, so they must never change.</summary>
public enum DeadLetterReason
{
    /// <summary>It is not an event that this service can read.</summary>
    Unreadable,

    /// <summary>The handler found that it breaks a rule.</summary>
    Refused,

    /// <summary>The handler failed on every attempt.</summary>
    Failed,

    /// <summary>It refers to something that could not be seen. Redriven automatically for some minutes.</summary>
    NotYetVisible,

    /// <summary>An earlier event of its key is a dead letter.</summary>
    BehindAnother,
}
