namespace DbPerService.FaultyNetwork;

/// <summary>A connection to be reset instead of receiving the response to one request.</summary>
sealed class ReplyCut(Func<ReadOnlyMemory<byte>, bool> request)
{
    readonly TaskCompletionSource _happened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _taken;

    public Task TestEvent => _happened.Task;

    /// <summary>Whether these bytes are the request; only one connection gets to forward it.</summary>
    public bool Takes(ReadOnlyMemory<byte> bytes) => Volatile.Read(ref _taken) == 0 && request(bytes) && Interlocked.Exchange(ref _taken, 1) == 0;

    public void Done() => _happened.TrySetResult();

    /// <summary>Unless a request has been forwarded already.</summary>
    public void Cancel()
    {
        if (Interlocked.Exchange(ref _taken, 1) == 0)
        {
            _happened.TrySetCanceled();
        }
    }
}
