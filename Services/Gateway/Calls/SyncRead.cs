using System.Globalization;
using DbPerService.Consistency;

namespace DbPerService.Gateway.Calls;

/// <summary>A read with a sync token that several services answer: each gets the token and waits for itself.</summary>
sealed class SyncRead(string token, int seconds)
{
    const string Prefer = "Prefer";

    volatile bool _isPending;

    public TimeSpan Wait { get; } = TimeSpan.FromSeconds(seconds);

    /// <summary>Null for a request without a token.</summary>
    public static SyncRead? Of(HttpRequest request, SyncTokenOptions options)
    {
        var token = request.Headers[SyncTokenHeaders.Token];
        return token.Count == 0
            ? null
            : new(token.ToString(), WaitPreference.Read(request.Headers[Prefer], options.MaxWait) ?? options.DefaultWait);
    }

    public void AddTo(HttpRequestMessage request)
    {
        request.Headers.TryAddWithoutValidation(SyncTokenHeaders.Token, token);
        request.Headers.TryAddWithoutValidation(Prefer, string.Create(CultureInfo.InvariantCulture, $"wait={seconds}"));
    }

    public void Note(HttpResponseMessage response)
    {
        if (response.Headers.TryGetValues(SyncTokenHeaders.Status, out var values) && values.Contains(SyncTokenHeaders.Pending))
        {
            _isPending = true;
        }
    }

    /// <summary>A part is not its owner's.</summary>
    public void IsUnavailable() => _isPending = true;

    public void WriteTo(HttpResponse response) =>
        response.Headers[SyncTokenHeaders.Status] = _isPending ? SyncTokenHeaders.Pending : SyncTokenHeaders.Applied;
}
