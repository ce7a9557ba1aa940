namespace DbPerService.Standalone.Processes;

/// <summary>The output of one process: all of it in its file, a limited part of it on the console.</summary>
sealed class ProcessLog : IDisposable
{
    const long MaxBytes = 20 * 1024 * 1024;
    const int ConsoleLinesPerSecond = 20;
    const int Remembered = 15;

    readonly Lock _lock = new();
    readonly string _name;
    readonly string _path;
    readonly Terminal _terminal;
    readonly TimeProvider _clock;
    readonly Queue<string> _last = new();
    StreamWriter _file;
    long _bytes;
    long _second;
    int _shown;

    public ProcessLog(string name, string folder, Terminal terminal, TimeProvider clock)
    {
        _name = name;
        _path = Path.Combine(folder, $"{name}.log");
        _terminal = terminal;
        _clock = clock;
        _file = Open();
    }

    /// <summary>Its end, for the message about a process that did not start.</summary>
    public string Tail
    {
        get
        {
            lock (_lock)
            {
                return string.Join('\n', _last.Select(line => $"    {line}"));
            }
        }
    }

    public void Write(string line, bool toConsole)
    {
        lock (_lock)
        {
            _file.WriteLine(line);
            _bytes += line.Length + 1;
            if (_bytes > MaxBytes)
            {
                StartOver();
            }

            _last.Enqueue(line);
            if (_last.Count > Remembered)
            {
                _last.Dequeue();
            }
            if (toConsole)
            {
                Show(line);
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _file.Dispose();
        }
    }

    /// <summary>A flood of stack traces is of no use on a console: the file has all of it.</summary>
    void Show(string line)
    {
        var second = _clock.GetUtcNow().ToUnixTimeSeconds();
        if (second != _second)
        {
            if (_shown > ConsoleLinesPerSecond)
            {
                _terminal.Line(_name, $"… {_shown - ConsoleLinesPerSecond} more lines in {_path}");
            }
            (_second, _shown) = (second, 0);
        }

        if (++_shown <= ConsoleLinesPerSecond)
        {
            _terminal.Line(_name, line);
        }
    }

    void StartOver()
    {
        _file.Dispose();
        File.Move(_path, _path + ".1", overwrite: true);
        _file = Open();
        _bytes = 0;
    }

    StreamWriter Open() => new(_path, append: false) { AutoFlush = true };
}
