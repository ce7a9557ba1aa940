namespace DbPerService.Search.Data;

/// <summary>The generation that was live last. Searches assume it, and read in the same round trip whether it still is.</summary>
sealed class LiveGeneration
{
    long _number = 1;

    public long Number
    {
        get => Volatile.Read(ref _number);
        set => Volatile.Write(ref _number, value);
    }
}
