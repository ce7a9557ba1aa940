namespace DbPerService.Replay.Target;

readonly record struct Call(
    HttpMethod Method, string Service, string Path, ReadOnlyMemory<byte>? Body, string? IdempotencyKey = null)
{
    /// <summary>The token of a session, for calls through the Gateway.</summary>
    public string? Token { get; init; }

    /// <summary>The version that the call changes (RFC 9110, If-Match), with its quotes.</summary>
    public string? IfMatch { get; init; }

    /// <summary>The token of a write that the read is to show.</summary>
    public string? SyncToken { get; init; }

    /// <summary>Whether it goes to the service's management port.</summary>
    public bool IsManagement { get; init; }

    public static Call Get(string service, string path) => new(HttpMethod.Get, service, path, null);

    public static Call Sync(string service) => Get(service, "/sync") with { IsManagement = true };
}
