using Microsoft.AspNetCore.Http;

namespace DbPerService.ServiceDefaults;

/// <summary>The port of operators' endpoints; null if they are not served.</summary>
sealed record ManagementPort(int? Number)
{
    /// <summary>Whether the request arrived on that port. Decided by the connection, since the caller chooses the Host header.</summary>
    public bool Received(HttpContext context) => Number is { } port && context.Connection.LocalPort == port;
}
