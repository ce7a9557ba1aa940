namespace DbPerService.ServiceDefaults;

/// <summary>Who a request is made for.</summary>
public enum CallerRole
{
    /// <summary>A signed-in user, or a guest: <see cref="Caller.Id"/> is the user id.</summary>
    User,

    /// <summary>An operator, who may change stock and products.</summary>
    Operator,

    /// <summary>A service of the system, for work of its own: <see cref="Caller.Id"/> is its name.</summary>
    Service,
}

/// <summary>Who a request is made for, as the Gateway or another service has signed it.</summary>
/// <param name="Role">What the caller may do.</param>
/// <param name="Id">The user's id, or the service's name.</param>
public sealed record Caller(CallerRole Role, string Id);
