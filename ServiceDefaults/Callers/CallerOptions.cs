using System.ComponentModel.DataAnnotations;

namespace DbPerService.ServiceDefaults;

/// <summary>Bound from <c>Callers</c>.</summary>
public sealed class CallerOptions
{
    /// <summary>
    /// The secret that the services of a system share, and nobody else has: with it they sign who a request is made for. Without it a
    /// service makes up one of its own, and so accepts no other service's signature.
    /// </summary>
    [MinLength(32)]
    public string? Key { get; set; }
}
