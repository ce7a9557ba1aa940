using DbPerService.Messaging;

namespace DbPerService.Contracts;

/// <summary>A user was registered. <see cref="Version"/> grows with every change of the user, starting at 1.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Name">The display name.</param>
/// <param name="Version">The version of the user.</param>
/// <param name="Email">The address for mail; null in events of earlier versions.</param>
public sealed record UserRegistered(string UserId, string Name, long Version, string? Email = null) : IEvent
{
    /// <inheritdoc />
    public static string Topic => Topics.Users;
    string IEvent.Key => UserId;
}

/// <summary>The user's complete public state after a change.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Name">The display name.</param>
/// <param name="Version">The version of the user after the change.</param>
/// <param name="Email">The address for mail; null in events of earlier versions.</param>
public sealed record UserUpdated(string UserId, string Name, long Version, string? Email = null) : IEvent
{
    /// <inheritdoc />
    public static string Topic => Topics.Users;
    string IEvent.Key => UserId;
}
