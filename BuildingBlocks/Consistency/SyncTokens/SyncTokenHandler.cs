using Microsoft.Extensions.Options;

namespace DbPerService.Consistency;

/// <summary>Makes what a called service commits part of the caller's own token.</summary>
/// <param name="options">The key.</param>
public sealed class SyncTokenHandler(IOptions<SyncTokenOptions> options) : DelegatingHandler
{
    readonly SyncToken _tokens = new(options.Value.Key);

    /// <inheritdoc />
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (CommittedEvents.IsCollecting && response.Headers.TryGetValues(SyncTokenHeaders.Token, out var values)
            && _tokens.Read(string.Join(',', values)) is { } events)
        {
            CommittedEvents.Add(events);
        }

        return response;
    }
}
