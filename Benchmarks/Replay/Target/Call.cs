namespace DbPerService.Replay.Target;

internal readonly record struct Call(
    HttpMethod Method, string Service, string Path, ReadOnlyMemory<byte>? Body, string? IdempotencyKey = null)
{
    public static Call Get(string service, string path) => new(HttpMethod.Get, service, path, null);
}
