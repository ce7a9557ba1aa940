namespace DbPerService.Messaging.MongoDB;

/// <summary>Names of collections and fields.</summary>
static class Names
{
    public const string DeadLetters = "deadLetters";
    public const string Applied = "appliedEvents";
    public const string Relay = "relay";
    public const string Version = "version";
    public const string State = "state";
    public const string Outbox = "outbox";
    public const string PendingSince = "pendingSince";
    public const string Newest = "newestEvent";
}
