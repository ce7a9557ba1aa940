using DbPerService.Replay.Target;

namespace DbPerService.Replay.Chaos;

/// <summary>Controls the links between services, databases and broker.</summary>
sealed class LinkClient(SystemFileReader system) : IDisposable
{
    public const string Heal = "heal";

    // One connection per call: if the host closed an idle one, the next call would fail.
    readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10), DefaultRequestHeaders = { ConnectionClose = true } };

    public async Task SendAsync(string name, string fault, CancellationToken cancellation)
    {
        var link = system.Current.Links.FirstOrDefault(x => x.Name == name)
            ?? throw new NoAnswerException($"the system has no link {name}");
        using var content = new StringContent(fault);
        using var response = await _http.PutAsync(link.Control, content, cancellation);
        response.EnsureSuccessStatusCode();
    }

    public void Dispose() => _http.Dispose();
}
