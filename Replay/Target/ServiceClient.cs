using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DbPerService.Contracts;

namespace DbPerService.Replay.Target;

/// <summary>
/// Calls the services by name, alternating between their instances. Calls are retried while services die and return, within
/// <c>patience</c>; an instance that does not respond within <c>attemptLimit</c> is given up for the next one.
/// </summary>
sealed class ServiceClient(SystemFileReader system, int connections, TimeSpan patience, TimeProvider clock, TimeSpan? attemptLimit = null)
    : IDisposable
{
    static readonly TimeSpan AttemptLimit = TimeSpan.FromSeconds(10);
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
    static readonly MediaTypeHeaderValue Json = new("application/json");

    readonly HttpClient _http = new(new SocketsHttpHandler
    {
        MaxConnectionsPerServer = connections,
        ConnectTimeout = TimeSpan.FromSeconds(2),
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        // The trace of an order starts in Orders; headers sent from here would only cost time.
        ActivityHeadersPropagator = null
    })
    {
        Timeout = attemptLimit ?? AttemptLimit
    };

    int _turn;

    public SystemFileReader System => system;

    /// <summary>The services that the system runs; it can leave some out.</summary>
    public IEnumerable<SystemService> Services => SystemMap.Services.Where(service => system.Service(service.Name) is not null);

    /// <summary>One attempt; null if there was no response.</summary>
    public async Task<Reply?> TrySendAsync(Call call, CancellationToken cancellation)
    {
        // What an instance reports about itself is always read from the same one.
        var instance = call.IsManagement ? system.Service(call.Service) : system.Instance(call.Service, Interlocked.Increment(ref _turn));
        if (instance is not { } service)
        {
            return null;
        }

        try
        {
            using var request = new HttpRequestMessage(call.Method, new Uri(call.IsManagement ? service.Management : service.Url, call.Path));
            if (call.Body is { } body)
            {
                request.Content = new ReadOnlyMemoryContent(body);
                request.Content.Headers.ContentType = Json;
            }
            if (call.IdempotencyKey is { } key)
            {
                request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
            }
            if (call.Token is { } token)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            }
            if (call.IfMatch is { } version)
            {
                request.Headers.TryAddWithoutValidation("If-Match", version);
            }

            if (call.SyncToken is { } write)
            {
                request.Headers.TryAddWithoutValidation("Sync-Token", write);
                request.Headers.TryAddWithoutValidation("Prefer", "wait=10");
            }

            using var response = await _http.SendAsync(request, cancellation);
            return new Reply(response.StatusCode, response.Headers.Location, await response.Content.ReadAsByteArrayAsync(cancellation))
            {
                ETag = Header(response, "ETag"),
                SyncToken = Header(response, "Sync-Token"),
                SyncStatus = Header(response, "Sync-Status"),
            };
        }
        catch (Exception e) when (e is HttpRequestException or IOException
            || e is OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Retries until the response is useful or the time-out has passed (then the last response, null for none).</summary>
    public Task<Reply?> SendAsync(Call call, CancellationToken cancellation) => SendAsync(call, reply => !reply.IsPassing, cancellation);

    /// <summary>Sends a request that adds something, with retries.</summary>
    /// <returns>Whether it was added; it existed otherwise.</returns>
    public async Task<bool> AddAsync(Call call, CancellationToken cancellation)
    {
        var reply = Demand(
            call, await SendAsync(call, reply => reply.Status == HttpStatusCode.Conflict || !reply.IsPassing, cancellation));
        return reply.IsSuccess || (reply.Status == HttpStatusCode.Conflict ? false : throw Refused(call, reply));
    }

    async Task<Reply?> SendAsync(Call call, Func<Reply, bool> isUseful, CancellationToken cancellation)
    {
        var start = clock.GetTimestamp();
        for (var pause = FirstPause; ; pause = Longer(pause))
        {
            var reply = await TrySendAsync(call, cancellation);
            if (reply is { } answer && isUseful(answer) || clock.GetElapsedTime(start) + pause > patience)
            {
                return reply;
            }

            await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), clock, cancellation);
        }
    }

    /// <summary>The service's resource under this path; null for 404.</summary>
    public Task<T?> GetAsync<T>(string service, string path, JsonTypeInfo<T> type, CancellationToken cancellation) where T : class =>
        GetAsync(Call.Get(service, path), type, cancellation);

    /// <summary>What the call reads; null for 404.</summary>
    public async Task<T?> GetAsync<T>(Call call, JsonTypeInfo<T> type, CancellationToken cancellation) where T : class
    {
        var reply = Demand(call, await SendAsync(call, cancellation));
        return reply.Status == HttpStatusCode.NotFound ? null : Parse(call, reply, type);
    }

    /// <summary>One attempt to read the service's resource under this path; null for anything but success.</summary>
    public Task<T?> PeekAsync<T>(string service, string path, JsonTypeInfo<T> type, CancellationToken cancellation) where T : class =>
        PeekAsync(Call.Get(service, path), type, cancellation);

    /// <summary>The service's sync state.</summary>
    public async Task<SyncState> SyncAsync(string service, CancellationToken cancellation)
    {
        var call = Call.Sync(service);
        return Parse(call, Demand(call, await SendAsync(call, cancellation)), TargetJson.Default.SyncState);
    }

    /// <summary>The service's dead letters.</summary>
    public async Task<IReadOnlyList<DeadLetterSnapshot>> DeadLettersAsync(string service, CancellationToken cancellation)
    {
        var call = Call.Get(service, "/dead-letters") with { IsManagement = true };
        return Parse(call, Demand(call, await SendAsync(call, cancellation)), TargetJson.Default.DeadLetters).Items;
    }

    /// <summary>One attempt to read the service's sync state; null for anything but success.</summary>
    public Task<SyncState?> PeekSyncAsync(string service, CancellationToken cancellation) =>
        PeekAsync(Call.Sync(service), TargetJson.Default.SyncState, cancellation);

    public async Task WriteAsync(Call call, CancellationToken cancellation)
    {
        var reply = Demand(call, await SendAsync(call, cancellation));
        if (!reply.IsSuccess)
        {
            throw Refused(call, reply);
        }
    }

    public void Dispose() => _http.Dispose();

    async Task<T?> PeekAsync<T>(Call call, JsonTypeInfo<T> type, CancellationToken cancellation) where T : class =>
        await TrySendAsync(call, cancellation) is { IsSuccess: true } reply ? Parse(call, reply, type) : null;

    static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.First() : null;

    static Reply Demand(Call call, Reply? reply) => reply ?? throw new NoAnswerException($"{call.Service} did not respond to {call.Path}");

    static NoAnswerException Refused(Call call, Reply reply) => new($"{call.Service} refuses {call.Method} {call.Path}: {reply}");

    static T Parse<T>(Call call, Reply reply, JsonTypeInfo<T> type)
    {
        try
        {
            return reply.IsSuccess ? reply.As(type) : throw Refused(call, reply);
        }
        catch (JsonException e)
        {
            throw new NoAnswerException($"{call.Service} returned an unexpected response to {call.Path}: {e.Message}");
        }
    }

    static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;
}
