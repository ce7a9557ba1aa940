using DbPerService.Messaging;

namespace Minimal.Events;

/// <summary>Somebody has opened an account. Published by Accounts, on its own topic.</summary>
public sealed record AccountOpened(Guid Id, string Name) : IEvent
{
    public static string Topic => "accounts";

    string IEvent.Key => Id.ToString();
}
