using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace DbPerService.Replay.Target;

/// <summary>Speaks to the services by name. Calls are tried again while services die and come back, within <c>patience</c>.</summary>
internal sealed class ServiceClient(SystemFile system, int connections, TimeSpan patience, TimeProvider clock) : IDisposable
{
    static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(10);
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
        // The trace of an order starts in Orders; headers from here would only cost.
        ActivityHeadersPropagator = null
    })
    {
        Timeout = AttemptTimeout
    };

    public SystemFile System => system;

    public bool Has(string service) => system.Service(service) is not null;

    /// <summary>One try; null when nobody answered.</summary>
    public async Task<Reply?> TrySendAsync(Call call, CancellationToken cancellation)
    {
        if (system.Service(call.Service) is not { } service)
        {
            return null;
        }

        try
        {
            using var request = new HttpRequestMessage(call.Method, new Uri(service.Url, call.Path));
            if (call.Body is { } body)
            {
                request.Content = new ReadOnlyMemoryContent(body);
                request.Content.Headers.ContentType = Json;
            }
            if (call.IdempotencyKey is { } key)
            {
                request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
            }

            using var response = await _http.SendAsync(request, cancellation);
            return new Reply(response.StatusCode, response.Headers.Location, await response.Content.ReadAsByteArrayAsync(cancellation));
        }
        catch (Exception e) when (e is HttpRequestException or IOException
            || e is OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Tries until the answer is worth having, or patience ends (then the last answer, null for none).</summary>
    public async Task<Reply?> SendAsync(Call call, CancellationToken cancellation)
    {
        var start = clock.GetTimestamp();
        for (var pause = FirstPause; ; pause = Longer(pause))
        {
            var reply = await TrySendAsync(call, cancellation);
            if (reply is { IsPassing: false } || clock.GetElapsedTime(start) + pause > patience)
            {
                return reply;
            }

            await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), clock, cancellation);
        }
    }

    /// <summary>What the service has under this path; null for 404.</summary>
    public async Task<T?> GetAsync<T>(string service, string path, JsonTypeInfo<T> type, CancellationToken cancellation) where T : class
    {
        var reply = Demand(service, path, await SendAsync(Call.Get(service, path), cancellation));
        if (reply.Status == HttpStatusCode.NotFound)
        {
            return null;
        }

        return reply.IsSuccess ? Parse(service, path, reply, type) : throw new NoAnswerException($"GET {path} at {service}: {reply}");
    }

    /// <summary>One look at what the service has under this path; null for anything but an answer.</summary>
    public async Task<T?> PeekAsync<T>(string service, string path, JsonTypeInfo<T> type, CancellationToken cancellation) where T : class =>
        await TrySendAsync(Call.Get(service, path), cancellation) is { IsSuccess: true } reply ? Parse(service, path, reply, type) : null;

    public async Task WriteAsync(Call call, CancellationToken cancellation)
    {
        var reply = Demand(call.Service, call.Path, await SendAsync(call, cancellation));
        if (!reply.IsSuccess)
        {
            throw new NoAnswerException($"{call.Method} {call.Path} at {call.Service}: {reply}");
        }
    }

    public void Dispose() => _http.Dispose();

    static Reply Demand(string service, string path, Reply? reply) =>
        reply ?? throw new NoAnswerException($"{service} did not answer {path}");

    static T Parse<T>(string service, string path, Reply reply, JsonTypeInfo<T> type)
    {
        try
        {
            return reply.As(type);
        }
        catch (JsonException e)
        {
            throw new NoAnswerException($"{service} answered {path} with something else than it should: {e.Message}");
        }
    }

    static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;
}
