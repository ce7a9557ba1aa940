using DbPerService.Messaging;

namespace DbPerService.Contracts;

/// <summary>A user was registered. <see cref="Version"/> grows with every change of the user, starting at 1.</summary>
public sealed record UserRegistered(string UserId, string Name, long Version) : IEvent
{
    public static string Topic => Topics.Users;
    string IEvent.Key => UserId;
}

/// <summary>The user's complete public state after a change.</summary>
public sealed record UserUpdated(string UserId, string Name, long Version) : IEvent
{
    public static string Topic => Topics.Users;
    string IEvent.Key => UserId;
}
