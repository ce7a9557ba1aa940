using DbPerService.ServiceDefaults;

namespace DbPerService.Gateway.Callers;

/// <summary>What Sessions knows of a token.</summary>
/// <param name="Id">The session's id.</param>
/// <param name="Caller">For whom its requests are made.</param>
/// <param name="ExpiresAt">When it ends unless it is used before.</param>
sealed record Session(string Id, Caller Caller, DateTimeOffset ExpiresAt)
{
    public string UserId => Caller.Id;

    public bool IsOperator => Caller.Role == CallerRole.Operator;
}
