namespace DbPerService.Replay.Input;

sealed class InputException(string message) : Exception(message)
{
    public InputException(string file, int line, string message) : this($"{file}:{line}: {message}")
    {
    }
}
