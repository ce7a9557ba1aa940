namespace DbPerService.Standalone.Processes;

/// <summary>Processes that are stopped together.</summary>
sealed class ProcessGroup : IAsyncDisposable
{
    readonly CancellationTokenSource _stopping = new();
    readonly List<Task> _running = [];
    readonly Lock _lock = new();

    public void Start(Supervised process)
    {
        lock (_lock)
        {
            _running.Add(process.RunAsync(_stopping.Token));
        }
    }

    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_running);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
    }
}
