using System.Diagnostics;

namespace DbPerService.Standalone;

static class Http
{
    static readonly HttpClient Client = new() { Timeout = TimeSpan.FromSeconds(2) };

    /// <summary>Whether the address responds with success before the time-out.</summary>
    public static async Task<bool> AnswersAsync(string url, TimeSpan patience, TimeSpan pause, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < patience)
        {
            try
            {
                using var response = await Client.GetAsync(url, cancellationToken);
                if (response.IsSuccessStatusCode)
                {
                    return true;
                }
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                // Not listening yet.
            }

            await Task.Delay(pause, cancellationToken);
        }

        return false;
    }
}
