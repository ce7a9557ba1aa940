namespace DbPerService.Orders;

/// <summary>How many replies of participants this process has applied lately: whether they work or are silent.</summary>
sealed class Workload
{
    int _answers;

    public void Add(int answers) => Interlocked.Add(ref _answers, answers);

    /// <summary>The replies since the last call.</summary>
    public int Take() => Interlocked.Exchange(ref _answers, 0);
}
