using System.Globalization;
using Microsoft.Extensions.Options;

namespace DbPerService.Consistency;

/// <summary>
/// Carries tokens through a call to another service: what a called service commits is part of the caller's own token, and a read that a
/// waiting read causes waits for the same events.
/// </summary>
/// <param name="options">The key.</param>
public sealed class SyncTokenHandler(IOptions<SyncTokenOptions> options) : DelegatingHandler
{
    readonly SyncToken _tokens = new(options.Value.Key);

    /// <inheritdoc />
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var read = request.Method == HttpMethod.Get || request.Method == HttpMethod.Head ? ReadInProgress.Current : null;
        if (read is not null && !request.Headers.Contains(SyncTokenHeaders.Token))
        {
            var seconds = (int)Math.Ceiling(read.Remaining.TotalSeconds);
            request.Headers.Add(SyncTokenHeaders.Token, read.Token);
            request.Headers.Remove(SyncTokenHeaders.Prefer);
            request.Headers.Add(SyncTokenHeaders.Prefer, string.Create(CultureInfo.InvariantCulture, $"wait={seconds}"));
        }

        var response = await base.SendAsync(request, cancellationToken);
        if (Header(response, SyncTokenHeaders.Status) == SyncTokenHeaders.Pending)
        {
            read?.IsNotApplied();
        }

        if (CommittedEvents.IsCollecting && Header(response, SyncTokenHeaders.Token) is { } token && _tokens.Read(token) is { } events)
        {
            CommittedEvents.Add(events);
        }

        return response;
    }

    static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;
}
